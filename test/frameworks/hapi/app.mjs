import hapi from '@hapi/hapi';
import { askPeer, serve } from '../serve.cjs';
import listen from './routes.cjs';

serve(listen(hapi, askPeer));
