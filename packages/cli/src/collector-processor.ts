import { stringify } from 'yaml';

/**
 * Writes settings of a processor to stdout, as a file to merge into the collector's.
 *
 * @param command what makes the file, with its arguments, for the file's first line
 * @param variable the one variable, `${env:NAME}`, that the collector has to put in
 */
export function writeProcessor(command: readonly string[], processors: object, variable?: string): void {
  const text = stringify({ processors }, { aliasDuplicateObjects: false, lineWidth: 0 });
  // The collector takes a dollar sign for the beginning of a variable.
  const doubled = (part: string): string => part.replaceAll('$', '$$$$');
  const escaped = variable === undefined ? doubled(text) : text.split(variable).map(doubled).join(variable);
  process.stdout.write(`# Made by: spanwise collector ${command.join(' ')}\n${escaped}`);
}
