const S=require('./node_modules/@musistudio/llms/dist/cjs/server.cjs');const Server=S.default||S;
const s=new Server({initialConfig:{HOST:'127.0.0.1',PORT:8806,LOG:false,providers:[{name:'up',api_base_url:'http://127.0.0.1:8801/v1/chat/completions',api_key:'loopback-only',models:['small']}]}, logger:false});
s.start();
