const { Router } = require('@koa/router');
const Koa = require('koa');
const { askPeer, serve } = require('../serve.cjs');
const createApp = require('./routes.cjs');

serve(createApp(Koa, Router, askPeer).listen(0, '127.0.0.1'));
