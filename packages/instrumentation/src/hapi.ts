import { context } from '@opentelemetry/api';
import { rpcMetadata } from './context-keys.ts';
import type { ModuleTarget } from './instrumentation.ts';
import { replaceMethod } from './replace.ts';

interface HapiRequest {
  readonly route?: { readonly method: string; readonly path: string };
}

/**
 * What gives the span of a request to hapi its route, beside upstream's instrumentation: that one knows a route as the
 * plugin wrote it, without the prefix that the plugin was registered with. A request has the whole one when it is answered.
 */
export const hapiRoutes: ModuleTarget = {
  name: '@hapi/hapi',
  file: 'lib/request.js',
  versions: ['>=17 <22'],
  patch(exports) {
    replaceMethod((exports as { prototype: object }).prototype, '_reply', (reply) => {
      return function (this: HapiRequest, ...args) {
        const metadata = rpcMetadata(context.active());
        // What hapi answers with when no route matches is a route too, of this method.
        if (metadata !== undefined && this.route !== undefined && this.route.method !== '_special') {
          metadata.route = this.route.path;
        }
        return reply.apply(this, args);
      };
    });
    return exports;
  },
};
