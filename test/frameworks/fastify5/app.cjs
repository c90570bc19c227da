const fastify = require('fastify');
const { askPeer, serve } = require('../serve.cjs');
const listen = require('./routes.cjs');

serve(listen(fastify, askPeer));
