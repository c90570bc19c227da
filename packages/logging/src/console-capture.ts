import { format } from 'node:util';
import { context as contextApi } from '@opentelemetry/api';
import type { Level } from './levels.ts';
import { createLine, type Origin } from './line.ts';
import { createRecorder } from './record.ts';

const methods = { debug: 'debug', log: 'info', info: 'info', warn: 'warning', error: 'error', trace: 'debug' } as const;

type Method = keyof typeof methods;

/**
 * Makes a log record of what the program writes with `console`, which still prints it. Nothing that happens here reaches
 * the program.
 *
 * @param baggage names that callers are believed
 */
export function captureConsole(baggage: readonly string[]): void {
  const record = createRecorder('console');
  const origin: Origin = { name: 'console', category: undefined, service: { names: {}, owner: {} }, baggage };
  // What makes and sends records may use `console` too.
  let isRecording = false;

  function take(level: Level, args: unknown[]): void {
    if (isRecording) return;
    isRecording = true;
    try {
      const error = args.find((arg) => arg instanceof Error);
      const message = args.length === 1 && error !== undefined ? error.message : format(...args);
      record(createLine({ level, message, fields: {}, error }, origin, contextApi.active()));
    } catch {
      // An argument that cannot be shown.
    } finally {
      isRecording = false;
    }
  }

  for (const [method, level] of Object.entries(methods) as [Method, Level][]) {
    const original = console[method];
    const value = function (this: unknown, ...args: unknown[]): void {
      original.apply(this, args);
      take(level, args);
    };
    Object.defineProperty(value, 'name', { value: method, configurable: true });
    console[method] = value;
  }
}
