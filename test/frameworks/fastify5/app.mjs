import fastify from 'fastify';
import { askPeer, serve } from '../serve.cjs';
import listen from './routes.cjs';

serve(listen(fastify, askPeer));
