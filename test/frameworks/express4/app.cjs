const express = require('express');
const { askPeer, serve } = require('../serve.cjs');
const createApp = require('./routes.cjs');

serve(createApp(express, askPeer).listen(0, '127.0.0.1'));
