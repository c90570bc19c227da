import { isSecretName } from './redact-name.ts';
import { checked, endOfWord, quoted } from './redact-pair.ts';
import type { Detector } from './redact-scan.ts';

const QUOTE = 0x27;
const SLASH = 0x2f;
const LESS = 0x3c;
const GREATER = 0x3e;

const ofRole = /(?:password|identified (?:with \S{1,64} )?by) {1,4}'/iy;

/**
 * Passwords in statements that make users: `ALTER ROLE ann PASSWORD '…'` of PostgreSQL and `IDENTIFIED BY '…'` of MySQL
 * have no sign between name and value.
 */
export const findRolePassword: Detector = ({ text }, at) => {
  ofRole.lastIndex = at;
  return ofRole.test(text) ? quoted(text, ofRole.lastIndex, QUOTE, 0) : undefined;
};

const ofLogin = /login \S{1,256} password /iy;

/** Lines of a .netrc: https://www.gnu.org/software/inetutils/manual/html_node/The-_002enetrc-file.html */
export const findLoginPassword: Detector = ({ text }, at) => {
  ofLogin.lastIndex = at;
  if (!ofLogin.test(text)) return undefined;
  return checked(text, ofLogin.lastIndex, endOfWord(text, ofLogin.lastIndex));
};

const LONGEST_TAG = 256;
const nameOfTag = /^(?:[\w.-]{1,32}:)?([\w.-]{2,64})(?=\s|$)/;

/** The text of an XML element by its name: `<wsse:Password Type="…">…</wsse:Password>`. */
export const findElement: Detector = ({ text, from }, at) => {
  let start = at;
  const first = Math.max(from, at - LONGEST_TAG);
  while (start > first && text.charCodeAt(start - 1) !== LESS && text.charCodeAt(start - 1) !== GREATER) start--;
  if (text.charCodeAt(start - 1) !== LESS) return undefined;
  const name = nameOfTag.exec(text.slice(start, at))?.[1];
  if (name === undefined || !isSecretName(name)) return undefined;
  const end = text.indexOf('<', at);
  return text.charCodeAt(end + 1) === SLASH ? checked(text, at + 1, end) : undefined;
};
