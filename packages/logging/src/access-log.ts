import type { ServerResponse } from 'node:http';
import type { Context } from '@opentelemetry/api';
import { createLine, type Origin } from './line.ts';
import type { LogSettings } from './log-settings.ts';
import { createOutputs } from './outputs.ts';
import type { Redactor } from './redactor.ts';
import { serviceOf } from './service.ts';

/** A request that was answered, or not. */
export interface ServedRequest {
  response: ServerResponse;
  context: Context;
  method: string;
  /** The template of the route, where a framework has told it. */
  route: string | undefined;
  /** Undefined when the client went away before there was an answer. */
  status: number | undefined;
  millis: number;
}

/** What writes a line of the category `access` for each request. */
export interface AccessLog {
  begin(response: ServerResponse): void;
  end(request: ServedRequest): void;
}

/**
 * Makes the access log; its lines go where those of other loggers go.
 *
 * @param resource the attributes of the resource that the program was given
 * @param redactor redacts what is written to files and consoles
 */
export function createAccessLog(
  settings: LogSettings,
  resource: Readonly<Record<string, unknown>>,
  redactor: Redactor,
): AccessLog {
  const service = serviceOf(resource);
  const origin: Origin = { name: 'http.server', category: 'access', service, baggage: settings.baggage };
  const outputs = createOutputs(origin.name, service, { ...settings, redactor, isPreloaded: true });
  /** What had gone over the connection when the request began: responses have no count of their bytes. */
  const sent = new WeakMap<ServerResponse, number>();
  return {
    begin: (response) => sent.set(response, response.socket?.bytesWritten ?? 0),
    end({ response, context, method, route, status, millis }) {
      const path = pathOf(response);
      const bytes = (response.req.socket?.bytesWritten ?? 0) - (sent.get(response) ?? 0);
      const rounded = Math.round(millis * 100) / 100;
      const fields = {
        'http.request.method': method,
        'http.route': route,
        'url.path': path,
        'http.response.status_code': status,
        'http.response_time_ms': rounded,
        'http.response.size': bytes,
      };
      const message = `${method} ${route ?? path} ${status ?? 'unanswered'} ${rounded} ms`;
      const level = status === undefined ? 'warning' : status >= 500 ? 'error' : 'info';
      outputs.write(createLine({ level, message, fields, error: undefined }, origin, context));
    },
  };
}

/** Without its query, where secrets are. */
function pathOf({ req }: ServerResponse): string {
  const target = req.url ?? '';
  const end = target.indexOf('?');
  return end < 0 ? target : target.slice(0, end);
}
