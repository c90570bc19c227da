import { isatty } from 'node:tty';
import type { Category } from './category.ts';
import { toJson } from './json.ts';
import { type Line, lineFields } from './line.ts';
import type { LogSettings } from './log-settings.ts';
import type { ProcessSettings } from './process-settings.ts';
import { createRecorder } from './record.ts';
import { redactLine } from './redact-line.ts';
import type { Service } from './service.ts';
import { openSink, type Sink } from './sink.ts';
import { textLine } from './text-line.ts';

export type OutputOptions = Pick<LogSettings, 'format' | 'file' | 'outputs' | 'routes' | 'fileBytes' | 'fileCount'> &
  Pick<ProcessSettings, 'redactor' | 'isPreloaded'>;

/** Where the lines of one logger go. */
export interface Outputs {
  write(line: Line): void;
}

interface Output {
  sink: Sink;
  how: 'json' | 'text' | 'colored';
}

/** Opens the outputs of a logger: console and file, or that of a category of its own, and OTLP by the SDK. */
export function createOutputs(name: string, service: Service, options: OutputOptions): Outputs {
  const usual = [...options.outputs.filter((output) => output === 'stdout' || output === 'stderr'), options.file]
    .filter((target) => target !== undefined)
    .map((target) => open(target, options));
  const routed = new Map<Category, Output[]>();
  for (const [category, target] of Object.entries(options.routes)) {
    routed.set(category as Category, target === 'none' ? [] : [open(target, options)]);
  }
  const record = options.outputs.includes('otlp') ? createRecorder(name) : undefined;

  return {
    write(line) {
      const outputs = routed.get(line.category) ?? usual;
      const texts: Partial<Record<Output['how'], string>> = {};
      const { line: redacted, finish } = redactLine(options.redactor, line);
      for (const { sink, how } of outputs) {
        texts[how] ??= finish(
          how === 'json' ? toJson(lineFields(redacted, service)) : textLine(redacted, name, how === 'colored'),
        );
        sink.write(`${texts[how]}\n`);
      }
      // The preload redacts records as all else; what is hashed twice would be another hash.
      record?.(options.isPreloaded ? line : redacted);
    },
  };
}

function open(target: string, { format, fileBytes, fileCount }: OutputOptions): Output {
  const fd = target === 'stdout' ? 1 : target === 'stderr' ? 2 : undefined;
  const isTerminal = fd !== undefined && isatty(fd);
  const sink = openSink(target, { maxBytes: fileBytes, maxFiles: fileCount });
  if ((format ?? (isTerminal ? 'text' : 'json')) === 'json') return { sink, how: 'json' };
  return { sink, how: isTerminal && !process.env.NO_COLOR ? 'colored' : 'text' };
}
