import express from 'express';
import { askPeer, serve } from '../serve.cjs';
import createApp from './routes.cjs';

serve(createApp(express, askPeer).listen(0, '127.0.0.1'));
