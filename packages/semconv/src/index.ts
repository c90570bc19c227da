export { aliasAttributes, type CostAlias, costAliases, type InferenceCost } from './aliases.ts';
export * from './attributes.ts';
export { checkTelemetry, type Finding } from './check.ts';
export * from './context.ts';
export * from './names.ts';
export { ownRegistry } from './own-registry.ts';
export { type AttributeType, mergeRegistries, type Registry } from './registry.ts';
export { createSlot, Given, type Slot } from './slot.ts';
export { upstreamRegistry } from './upstream.ts';
