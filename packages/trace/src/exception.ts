import type { Attributes, Exception } from '@opentelemetry/api';

/**
 * Attributes of an `exception` event (https://opentelemetry.io/docs/specs/semconv/exceptions/): the type is the
 * error's `code` if it has one, else its name.
 *
 * @returns undefined when there is neither a type nor a message
 */
export function exceptionAttributes(exception: Exception): Attributes | undefined {
  const attributes: Attributes = {};
  if (typeof exception === 'string') {
    attributes['exception.message'] = exception;
  } else if (typeof exception === 'object' && exception !== null) {
    try {
      readError(exception, attributes);
    } catch {
      // A getter of the program's error threw: what was read until then is all there is.
    }
  }
  return attributes['exception.type'] || attributes['exception.message'] ? attributes : undefined;
}

function readError(error: Exclude<Exception, string>, attributes: Attributes): void {
  if (error.code) attributes['exception.type'] = error.code.toString();
  else if (error.name) attributes['exception.type'] = error.name;
  if (error.message) attributes['exception.message'] = error.message;
  if (error.stack) attributes['exception.stacktrace'] = error.stack;
}
