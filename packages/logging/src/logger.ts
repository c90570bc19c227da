import { ROOT_CONTEXT } from '@opentelemetry/api';
import { ATTR_LOG_LEFT_OUT } from '@spanwise/semconv';
import winston from 'winston';
import { type Category, categories, isCategory } from './category.ts';
import { activeContext } from './context.ts';
import { entryOf, type Info } from './entry.ts';
import { flushAtEnd } from './flush.ts';
import { type Level, levels, severityOf } from './levels.ts';
import { createLine, type Origin } from './line.ts';
import type { LogSettings } from './log-settings.ts';
import { createOutputs } from './outputs.ts';
import { processSettings } from './process-settings.ts';
import { createRate } from './rate.ts';
import { report } from './report.ts';
import { serviceOf } from './service.ts';

/** What `createLogger` takes: what is not given is as the settings say. */
export interface LoggerOptions extends Partial<Pick<LogSettings, 'format' | 'file' | 'outputs' | 'routes' | 'rate'>> {
  /** The part of the program that logs, such as `orders`. */
  name: string;
  /** The lowest level that is written. */
  level?: Level | undefined;
  /** The category of all lines that do not name one. */
  category?: Category | undefined;
  /** The tier of the service, in place of the resource attribute `service.tier`. */
  tier?: string | undefined;
  /** Formats of winston that change or drop what was logged; by default those of `%s` and its like. */
  transform?: winston.Logform.Format | undefined;
  /** Further transports of winston, beside the outputs. */
  transports?: winston.transport[] | undefined;
  /** Fields of all lines. */
  defaultMeta?: Readonly<Record<string, unknown>> | undefined;
}

/** A logger of winston with the levels of Spanwise. */
export type Logger = winston.Logger & Record<'critical', winston.LeveledLogMethod>;

/** `SeverityNumber` from which on all lines are written. */
const WARNING = 13;

/**
 * Makes a logger of winston whose lines say which request they belong to, what it costs and whom, and which are log
 * records of OpenTelemetry at once. `child`, `add` and all else is winston's.
 *
 * Options that are wrong are one line on stderr.
 */
export function createLogger(options: LoggerOptions): Logger {
  const settings = { ...processSettings(), ...defined(options) };
  const { name, transform = winston.format.splat(), transports = [], rate: limit } = settings;
  const service = serviceOf(settings.resource, options.tier);
  const origin: Origin = { name, category: checkedCategory(options), service, baggage: settings.baggage };
  const outputs = createOutputs(name, service, settings);
  const logger = winston.createLogger({
    levels,
    level: settings.level,
    defaultMeta: settings.defaultMeta,
    // A copy: instrumentations of winston add to it.
    transports: [...transports],
  }) as Logger;
  // They would export each line once more.
  for (const transport of logger.transports) if (!transports.includes(transport)) logger.remove(transport);

  const rate = limit > 0 ? createRate<Info>(limit, tellLeftOut) : undefined;
  if (rate !== undefined) flushAtEnd(rate.flush);

  function tellLeftOut({ level, message }: Info, leftOut: number): void {
    const entry = { level, message, fields: { [ATTR_LOG_LEFT_OUT]: leftOut }, error: undefined };
    // They were of many requests.
    outputs.write(createLine(entry, origin, ROOT_CONTEXT));
  }

  function isLeftOut(info: Info): boolean {
    if (rate === undefined || severityOf(info.level).number >= WARNING) return false;
    return !rate.allows(`${info.level} ${info.sampleKey ?? info.message}`, info);
  }

  /** Whether the outputs take a level; transports of the program may have another. One that is not known is `info`. */
  function isEnabled(level: string): boolean {
    return (logger.levels[level] ?? levels.info) <= (logger.levels[logger.level] ?? levels.info);
  }

  let hasFailed = false;

  /** What the program logs may throw when it is looked at; that is not to reach the call. */
  function output(info: Info): void {
    try {
      outputs.write(createLine(entryOf(info), origin, activeContext()));
    } catch (error) {
      if (!hasFailed) report(`a line of the logger '${name}' could not be written: ${shownError(error)}`);
      hasFailed = true;
    }
  }

  const { write } = logger;
  // Not a transport: winston stops all of them while one is slow, would go on in the context of another request, and
  // has lines in its streams when the process ends.
  logger.write = ((info: Info, ...rest: [never]) => {
    const isWritten = isEnabled(info.level);
    if (logger.silent || !(isWritten || logger.isLevelEnabled(info.level)) || isLeftOut(info)) return true;
    const formatted = transform.transform(info as winston.Logform.TransformableInfo, transform.options as object);
    if (typeof formatted !== 'object') return true;
    if (isWritten) output(formatted as Info);
    return logger.transports.length === 0 || write.call(logger, formatted, ...rest);
  }) as Logger['write'];
  return logger;
}

function checkedCategory({ name, category }: LoggerOptions): Category | undefined {
  if (category === undefined || isCategory(category)) return category;
  report(
    `createLogger(${JSON.stringify(name)}): got the category '${category}', expected one of ${categories.join(', ')}`,
  );
  return undefined;
}

function defined<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}

function shownError(error: unknown): string {
  return error instanceof Error ? error.message.split('\n')[0]! : 'something else than an error was thrown';
}
