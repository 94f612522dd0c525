import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import ort from 'onnxruntime-node';
import { readFileSync } from 'node:fs';
import { buildVRN } from '../src/vrn.js';
import { onnxEngine } from '../src/onnx.js';
import { rmsprop } from '../src/training/rmsprop.js';
import { bodySource, sample } from '@vrn/bodies';
tf.enableProdMode(); await tf.setBackend('wasm');
const batch=Number(process.env.B??2), side=Number(process.env.S??128);
const wrapped={...ort,Tensor:ort.Tensor,InferenceSession:{create:(b:any,o:any)=>ort.InferenceSession.create(b,{...o,enableProfiling:true,profileFilePrefix:'/tmp/exp/prof'})}} as any;
const engine=onnxEngine(wrapped,{threads:2});
const vrn=buildVRN('multistack',{rows:side,columns:side,slices:side,features:64,seed:1});
const bodies=Array.from({length:batch},(_,i)=>sample(bodySource('capsules'),i,{shape:[side,side,side]}));
const o=rmsprop();
for(let i=0;i<Number(process.env.N??4);i++){const t=performance.now();await engine.step(vrn,bodies,{optimiser:o,rate:1e-5});console.log('step',(performance.now()-t).toFixed(0));}
await engine.dispose();
