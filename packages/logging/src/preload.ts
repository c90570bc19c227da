export { type AccessLog, createAccessLog, type ServedRequest } from './access-log.ts';
export { captureConsole } from './console-capture.ts';
export { createCorrelationPropagator } from './correlation.ts';
export { addRequestFields, createContextLogProcessor } from './log-processor.ts';
export { logSettingsOf } from './log-settings.ts';
export { createResponseHeaders } from './response-headers.ts';
