(function(){
var input=document.querySelector("input[type=file][name=photo]");
if(!input||!window.createImageBitmap||!window.DataTransfer)return;
var say=document.createElement("p"),canvas=document.createElement("canvas"),from=null,turn=0;
say.className="hint";canvas.style.cssText="max-width:100%;touch-action:none;display:none";
input.after(say,canvas);
function other(){return document.querySelector("[name=cover]")}
function fit(side,quality,done){
var scale=Math.min(1,side/Math.max(canvas.width,canvas.height)),copy=document.createElement("canvas");
copy.width=canvas.width*scale;copy.height=canvas.height*scale;
copy.getContext("2d").drawImage(canvas,0,0,copy.width,copy.height);
copy.toBlob(done,"image/jpeg",quality);
}
function keep(){
var mine=++turn,steps=[[1280,.55],[1280,.4],[1024,.4],[1024,.3],[800,.3]];
(function next(){
var step=steps.shift();
fit(step[0],step[1],function(blob){
if(mine!==turn||!blob)return;
if(blob.size>1e5&&steps.length)return next();
var files=new DataTransfer();
files.items.add(new File([blob],"photo.jpg",{type:"image/jpeg"}));
input.files=files.files;
say.textContent=input.dataset.say.replace("0",Math.ceil(blob.size/1e3));
});
})();
}
function at(event){
var box=canvas.getBoundingClientRect();
return[(event.clientX-box.left)*canvas.width/box.width,(event.clientY-box.top)*canvas.height/box.height];
}
function cover(to){
var pen=canvas.getContext("2d");
pen.fillRect(from[0],from[1],to[0]-from[0],to[1]-from[1]);
from=null;keep();
}
input.addEventListener("change",function(){
if(!input.files[0])return;
createImageBitmap(input.files[0],{imageOrientation:"from-image"}).then(function(picture){
var scale=Math.min(1,1280/Math.max(picture.width,picture.height));
canvas.width=picture.width*scale;canvas.height=picture.height*scale;
canvas.getContext("2d").drawImage(picture,0,0,canvas.width,canvas.height);
canvas.style.display="block";
if(other()){other().checked=false;other().parentNode.style.display="none"}
keep();
},function(){canvas.style.display="none";say.textContent="";if(other()){other().parentNode.style.display=""}});
});
canvas.addEventListener("pointerdown",function(event){if(from)cover(at(event));else from=at(event)});
canvas.addEventListener("pointerup",function(event){
var to=at(event);
if(from&&Math.abs(to[0]-from[0])+Math.abs(to[1]-from[1])>30)cover(to);
});
})();
