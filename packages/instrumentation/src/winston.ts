import type { ModuleTarget } from './instrumentation.ts';
import { replaceMethod } from './replace.ts';

/**
 * Upstream's instrumentation of winston adds its transport to the array of transports that the program hands over. A
 * program that hands the same array to two loggers would have the records of the second one twice, so each gets a copy.
 */
export const winstonTransports: ModuleTarget = {
  name: 'winston',
  file: 'lib/winston/logger.js',
  versions: ['>=3 <4'],
  patch(exports) {
    replaceMethod((exports as { prototype: object }).prototype, 'configure', (configure) => {
      return function (options, ...rest) {
        const transports = options?.transports;
        const own = Array.isArray(transports) ? { ...options, transports: [...transports] } : options;
        return configure.call(this, own, ...rest);
      };
    });
    return exports;
  },
};
