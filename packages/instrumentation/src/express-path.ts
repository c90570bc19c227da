/**
 * The template of what `app.use(path, …)` and `app.route(path)` of express were given: `/users/:id`. A regular expression
 * is its source, several paths are joined by a comma, and no path at all (`app.use(handler)`) is ''.
 *
 * @param first the first argument
 */
export function templateOf(first: unknown): string {
  return isHandler(first) ? '' : textOf(first);
}

// As express tells a path from handlers: https://github.com/expressjs/express/blob/5.x/lib/application.js
function isHandler(first: unknown): boolean {
  let one = first;
  while (Array.isArray(one) && one.length > 0) one = one[0];
  return typeof one === 'function';
}

function textOf(path: unknown): string {
  if (Array.isArray(path)) return path.map(textOf).join(',');
  return typeof path === 'string' || path instanceof RegExp ? String(path) : '';
}

/** The part of a route that a mounted router or middleware adds: nothing where it takes every path. */
export function mountOf(template: string): string {
  return isEveryPath(template) ? '' : template.replace(/\/+$/, '');
}

// '/', '*', '/*', '/*all', '/{*all}'
function isEveryPath(template: string): boolean {
  return /^\/?(\*\w*|\{\*\w*\})?$/.test(template);
}

/** The route of a request: the templates of the routers on its way, and of the route itself. */
export function joinRoute(prefix: string, template: string): string {
  const route = `${prefix}${template === '/' && prefix !== '' ? '' : template}`;
  return route.includes('//') && !route.includes('\\') ? route.replace(/\/{2,}/g, '/') : route;
}
