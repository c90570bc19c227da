import { ATTR_LOG_CATEGORY } from '@spanwise/semconv';

/** What lines are about: see `log.category` of the registry. */
export const categories = ['application', 'access', 'security', 'error', 'audit'] as const;

export type Category = (typeof categories)[number];

export function isCategory(text: unknown): text is Category {
  return categories.includes(text as Category);
}

/** The category of a line: its own, that of its logger, else `error` from ERROR on and `application` below. */
export function categoryOf(
  fields: Readonly<Record<string, unknown>>,
  ofLogger: Category | undefined,
  severity: number,
): Category {
  const own = fields[ATTR_LOG_CATEGORY];
  if (isCategory(own)) return own;
  return ofLogger ?? (severity >= 17 ? 'error' : 'application');
}
