export { type Category, categories } from './category.ts';
export { type LogContext, withLogContext } from './context.ts';
export { type Level, levels } from './levels.ts';
export { createLogger, type Logger, type LoggerOptions } from './logger.ts';
