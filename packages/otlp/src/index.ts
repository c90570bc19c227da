export type { Destination, Signal } from './destination.ts';
export { createSender, type Sender, type SenderOptions, type SenderStats, type SignalStats } from './sender.ts';
