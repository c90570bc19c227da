import type { Context } from '@opentelemetry/api';
import winston from 'winston';
import { type Category, categories, isCategory } from './category.ts';
import { activeContext } from './context.ts';
import { entryOf, type Info } from './entry.ts';
import { flushAtEnd } from './flush.ts';
import { type Level, levels, severityOf } from './levels.ts';
import { createLine, type Origin } from './line.ts';
import type { LogSettings } from './log-settings.ts';
import { createOutputs, type Outputs } from './outputs.ts';
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
  /** Formats of winston that change what was logged before it becomes a line. */
  transform?: winston.Logform.Format | undefined;
  /** Further transports of winston, beside the outputs. */
  transports?: winston.transport[] | undefined;
  /** Fields of all lines. */
  defaultMeta?: Readonly<Record<string, unknown>> | undefined;
}

/** A logger of winston with the levels of Spanwise. */
export type Logger = winston.Logger & Record<'critical', winston.LeveledLogMethod>;

const CONTEXT: unique symbol = Symbol('context');

type StampedInfo = Info & { [CONTEXT]?: Context };

/**
 * Makes a logger of winston whose lines say which request they belong to, what it costs and whom, and which are log
 * records of OpenTelemetry at once. `child`, `add` and all else is winston's.
 *
 * Options that are wrong are one line on stderr.
 */
export function createLogger(options: LoggerOptions): Logger {
  const settings = { ...processSettings(), ...defined(options) };
  const { name, transform, transports = [], defaultMeta, rate: limit } = settings;
  const service = serviceOf(settings.resource, options.tier);
  const origin: Origin = { name, category: checkedCategory(options), service, baggage: settings.baggage };
  const outputs = createOutputs(name, service, settings);
  const wanted = [createTransport(origin, outputs), ...transports];
  const logger = winston.createLogger({
    levels,
    level: settings.level,
    defaultMeta,
    format: transform ?? winston.format.splat(),
    // A copy: instrumentations of winston add to it.
    transports: [...wanted],
  }) as Logger;
  // They would export each line once more.
  for (const transport of logger.transports) if (!wanted.includes(transport)) logger.remove(transport);

  const rate = limit > 0 ? createRate(limit, tellLeftOut) : undefined;
  if (rate !== undefined) flushAtEnd(rate.flush);

  function tellLeftOut(key: string, leftOut: number): void {
    const [level, message] = told.get(key) ?? ['info', 'lines of many keys'];
    told.delete(key);
    const context = activeContext();
    outputs.write(
      createLine({ level, message, fields: { 'log.left_out': leftOut }, error: undefined }, origin, context),
    );
  }

  const told = new Map<string, [level: string, message: unknown]>();

  function isLeftOut(info: Info): boolean {
    if (rate === undefined || severityOf(info.level).number >= 13) return false;
    const key = `${info.level} ${info.sampleKey ?? info.message}`;
    if (rate.allows(key)) return false;
    if (told.size < 1000) told.set(key, [info.level, info.message]);
    return true;
  }

  const { write } = logger;
  // Before the streams of winston: one that is slow would make them go on in the context of another request.
  logger.write = ((info: StampedInfo, ...rest: [never]) => {
    if (!logger.isLevelEnabled(info.level) || isLeftOut(info)) return true;
    info[CONTEXT] ??= activeContext();
    return write.call(logger, info, ...rest);
  }) as Logger['write'];
  return logger;
}

type LogFunction = (info: StampedInfo, next: () => void) => void;

// The class itself, which the types of winston have as a namespace.
const { Transport } = winston as unknown as { Transport: new (options: { log: LogFunction }) => winston.transport };

function createTransport(origin: Origin, outputs: Outputs): winston.transport {
  return new Transport({
    log(info, next) {
      try {
        outputs.write(createLine(entryOf(info), origin, info[CONTEXT] ?? activeContext()));
      } finally {
        next();
      }
    },
  });
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
