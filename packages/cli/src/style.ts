import { cutText, textWidth } from './text.ts';

// SGR codes: https://www.ecma-international.org/publications-and-standards/standards/ecma-48/
const CODES = {
  plain: '',
  bold: '1',
  dim: '2',
  red: '31',
  green: '32',
  yellow: '33',
  cyan: '36',
  error: '1;31',
} as const;

/** A name of the table above, or an SGR code. */
export type Style = keyof typeof CODES | { code: string };

/** A piece of a line. Its text must be safe to print (`escapeText`). */
export interface Piece {
  text: string;
  style?: Style;
}

// No red, which says error, and nothing that a light or a dark background swallows.
const SERVICE_CODES = ['36', '35', '34', '32', '33', '96', '95', '94', '92', '93'];
const serviceCodes = new Map<string, string>();

/** The colour of a service: the next one of the palette when the service is first seen, and the same one ever after. */
export function serviceStyle(service: string): Style {
  let code = serviceCodes.get(service);
  if (code === undefined) {
    code = SERVICE_CODES[serviceCodes.size % SERVICE_CODES.length]!;
    serviceCodes.set(service, code);
  }
  return { code };
}

/** Puts pieces in one line of at most `width` columns, with colour codes when `color` is set. */
export function layLine(pieces: Piece[], width: number, color: boolean): string {
  let line = '';
  let left = width;
  for (const { text, style } of pieces) {
    if (left <= 0) break;
    const shown = cutText(text, left);
    left -= shown === text ? textWidth(text) : left;
    const code = style === undefined ? '' : typeof style === 'string' ? CODES[style] : style.code;
    line += color && code !== '' && shown !== '' ? `\x1b[${code}m${shown}\x1b[0m` : shown;
  }
  return line.trimEnd();
}

/**
 * Whether to print colours on a stream: `FORCE_COLOR` and `NO_COLOR` decide, in this order, then whether it is a
 * terminal that knows colours. https://no-color.org, https://nodejs.org/api/cli.html#force_color1-2-3
 */
export function wantsColor(stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv): boolean {
  const { FORCE_COLOR, NO_COLOR, TERM } = env;
  if (FORCE_COLOR !== undefined) return !/^(?:0|false)$/i.test(FORCE_COLOR);
  if (NO_COLOR) return false;
  return stream.isTTY === true && TERM !== 'dumb';
}
