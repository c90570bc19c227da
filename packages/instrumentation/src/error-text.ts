/** The first line of what was thrown: reports are one line. */
export function errorText(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split('\n')[0]!;
}
