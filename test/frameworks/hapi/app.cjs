const hapi = require('@hapi/hapi');
const { askPeer, serve } = require('../serve.cjs');
const listen = require('./routes.cjs');

serve(listen(hapi, askPeer));
