import { Router } from '@koa/router';
import Koa from 'koa';
import { askPeer, serve } from '../serve.cjs';
import createApp from './routes.cjs';

serve(createApp(Koa, Router, askPeer).listen(0, '127.0.0.1'));
