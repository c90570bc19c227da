import type { ReceivedAttributes, ReceivedSpan } from './received.ts';
import type { Piece } from './style.ts';
import { cutText, escapeText } from './text.ts';

const MAX_STATEMENT = 60;

/** More of a value than a line can show; escaping megabytes for it would be a waste. */
const MAX_VALUE = 2000;

/** An attribute of any type as text that is safe to print. */
export function showValue(value: unknown): string {
  if (typeof value === 'string') return escapeText(value.slice(0, MAX_VALUE));
  if (value instanceof Uint8Array) return `<${value.length} bytes>`;
  if (typeof value === 'object' && value !== null) {
    const text = JSON.stringify(value, (_key, item: unknown) =>
      typeof item === 'bigint' ? String(item) : item instanceof Uint8Array ? `<${item.length} bytes>` : item,
    );
    return escapeText(text.slice(0, MAX_VALUE));
  }
  return String(value);
}

/** The first of the attributes that is there, as text. Later names are those of older semantic conventions. */
function first(attributes: ReceivedAttributes, ...names: string[]): string | undefined {
  for (const name of names) {
    const value = attributes[name];
    if (value !== undefined && value !== null && value !== '') return showValue(value);
  }
  return undefined;
}

type Highlighter = (attributes: ReceivedAttributes, span: ReceivedSpan) => (Piece | undefined)[];

const dim = (text: string | undefined): Piece | undefined => (text ? { text, style: 'dim' } : undefined);

function statusPiece(code: string | undefined): Piece | undefined {
  if (code === undefined) return undefined;
  return { text: code, style: code.startsWith('5') ? 'red' : code.startsWith('4') ? 'yellow' : 'green' };
}

function withoutQuery(target: string | undefined): string | undefined {
  return target?.split(/[?#]/, 1)[0];
}

function clientTarget(attributes: ReceivedAttributes): string | undefined {
  const url = withoutQuery(first(attributes, 'url.full', 'http.url'));
  if (url !== undefined) return url.replace(/^https?:\/\//, '');
  const host = first(attributes, 'server.address', 'net.peer.name');
  const port = first(attributes, 'server.port', 'net.peer.port');
  return host && (port ? `${host}:${port}` : host);
}

const http: Highlighter = (attributes, span) => {
  const method = first(attributes, 'http.request.method', 'http.method');
  if (method === undefined) return [];
  const target =
    span.kind === 'CLIENT'
      ? clientTarget(attributes)
      : (first(attributes, 'http.route') ?? withoutQuery(first(attributes, 'url.path', 'http.target')));
  return [
    // Most names already say both, as in `GET /orders/:id`.
    span.name.includes(method) ? undefined : { text: method },
    target && !escapeText(span.name).includes(target) ? { text: target } : undefined,
    statusPiece(first(attributes, 'http.response.status_code', 'http.status_code')),
  ];
};

const database: Highlighter = (attributes, span) => {
  const system = first(attributes, 'db.system.name', 'db.system');
  if (system === undefined) return [];
  const statement = first(attributes, 'db.query.summary', 'db.query.text', 'db.statement');
  const summary = statement?.replace(/(?:\s|\\n|\\t)+/g, ' ').trim();
  return [
    dim(system),
    summary && summary !== span.name ? { text: cutText(summary, MAX_STATEMENT) } : undefined,
    first(attributes, 'db.response.status_code') ? dim(first(attributes, 'db.response.status_code')) : undefined,
  ];
};

const messaging: Highlighter = (attributes, span) => {
  const system = first(attributes, 'messaging.system');
  if (system === undefined) return [];
  const destination = first(attributes, 'messaging.destination.name', 'messaging.destination');
  return [dim(system), destination && !span.name.includes(destination) ? { text: destination } : undefined];
};

const rpc: Highlighter = (attributes, span) => {
  const system = first(attributes, 'rpc.system.name', 'rpc.system');
  if (system === undefined) return [];
  const method = [first(attributes, 'rpc.service'), first(attributes, 'rpc.method')].filter(Boolean).join('/');
  return [
    dim(system),
    method && !span.name.includes(method) ? { text: method } : undefined,
    dim(first(attributes, 'rpc.response.status_code', 'rpc.grpc.status_code')),
  ];
};

const generativeAi: Highlighter = (attributes, span) => {
  const model = first(attributes, 'gen_ai.response.model', 'gen_ai.request.model');
  const input = first(attributes, 'gen_ai.usage.input_tokens', 'gen_ai.usage.prompt_tokens');
  const output = first(attributes, 'gen_ai.usage.output_tokens', 'gen_ai.usage.completion_tokens');
  return [
    model && !span.name.includes(model) ? { text: model } : undefined,
    input || output ? { text: `${input ?? '?'} in, ${output ?? '?'} out tokens`, style: 'cyan' } : undefined,
    dim(first(attributes, 'gen_ai.tool.name')),
  ];
};

const tenant: Highlighter = (attributes) => {
  const id = first(attributes, 'tenant.id', 'tenant', 'http.request.header.x-tenant-id');
  return id === undefined ? [] : [dim(`tenant=${id}`)];
};

const HIGHLIGHTERS = [http, database, messaging, rpc, generativeAi, tenant];

/** The few attributes that people look for first in a span, in the order in which to show them. */
export function highlights(span: ReceivedSpan): Piece[] {
  return HIGHLIGHTERS.flatMap((highlighter) => highlighter(span.attributes, span)).filter(
    (piece) => piece !== undefined,
  );
}

/** What went wrong in a span, as lines: its recorded exceptions, else its status message or `error.type`. */
export function failures(span: ReceivedSpan): string[] {
  const lines = span.events
    .filter((event) => event.name === 'exception')
    .map(({ attributes }) =>
      [first(attributes, 'exception.type') ?? 'exception', first(attributes, 'exception.message')]
        .filter(Boolean)
        .join(': '),
    );
  if (span.status.code !== 'ERROR') return lines;
  const message = showValue(span.status.message);
  if (message !== '' && !lines.some((line) => line.includes(message))) lines.unshift(message);
  const type = first(span.attributes, 'error.type');
  const httpStatus = first(span.attributes, 'http.response.status_code', 'http.status_code');
  // An HTTP status says it already: instrumentations set `error.type` to the same.
  if (lines.length === 0 && (httpStatus === undefined || (type !== undefined && type !== httpStatus))) {
    lines.push(type === undefined ? 'failed, without a message' : `failed: ${type}`);
  }
  return [...new Set(lines)];
}
