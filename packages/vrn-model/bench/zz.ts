import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { buildVRN } from '../src/vrn.js';
tf.enableProdMode(); await tf.setBackend('wasm');
const vrn=buildVRN((process.env.NAME??'conv3d') as any,{features:Number(process.env.F??64),seed:1});
const x=tf.randomUniform([1,...vrn.inputShape],0,1,'float32',3);
const run=()=>vrn.forward(x,{lastOnly:true})[0]!.dispose();
for(let i=0;i<3;i++)run();
let best=1e9;for(let i=0;i<15;i++){const t=performance.now();run();best=Math.min(best,performance.now()-t);}
console.log('ms',best.toFixed(1));
// per kernel
const eng=tf.engine() as any; const times=new Map<string,number[]>();
const rk=eng.runKernel.bind(eng);
let depth=0;
eng.runKernel=(name:string,inputs:any,attrs:any)=>{const t=performance.now();depth++;const r=rk(name,inputs,attrs);depth--;const d=performance.now()-t; if(depth===0){const shp=Object.entries(inputs).map(([k,v]:any)=>v?.shape?`${k}${v.shape.join('x')}`:'').join(' ');const key=name+' '+shp+(attrs?.pad!==undefined?' s'+attrs.strides:'');const a=times.get(key)??[];a.push(d);times.set(key,a);}return r;};
const R=8;const t=performance.now();for(let i=0;i<R;i++)run();console.log('with',(performance.now()-t)/R);
const rows=[...times].map(([k,a])=>({k,n:a.length/R,ms:a.sort((p,q)=>p-q)[a.length>>2]!*a.length/R})).sort((a,b)=>b.ms-a.ms);
let tot=0;for(const r of rows)tot+=r.ms;console.log('total',tot.toFixed(1));
for(const r of rows.slice(0,40))console.log(r.ms.toFixed(2),r.n,r.k);
