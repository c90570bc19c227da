import type { ModuleTarget } from './instrumentation.ts';
import { replaceMethod } from './replace.ts';

/** A destination of pino. */
interface Stream {
  flush?(done: (error?: Error) => void): void;
}

/**
 * Upstream's instrumentation of pino puts a stream of several in the place of the program's, which pino cannot flush:
 * `logger.flush(done)` would be done before anything is written. The program's own is flushed instead.
 */
export const pinoFlush: ModuleTarget = {
  name: 'pino',
  versions: ['>=7 <11'],
  patch(exports) {
    const pino = exports[Symbol.toStringTag] === 'Module' ? exports.default : exports;
    replaceMethod(pino, 'multistream', (multistream) => {
      return function (streams: { stream: Stream }[], ...rest) {
        const made = multistream.call(this, streams, ...rest) as Stream;
        if (!Array.isArray(streams) || streams.at(-1)?.stream?.constructor?.name !== 'OTelPinoStream') return made;
        const { stream } = streams[0]!;
        if (typeof stream.flush === 'function') made.flush = (done) => stream.flush!(done);
        return made;
      };
    });
    return exports;
  },
};
