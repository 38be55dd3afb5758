(function(){var c=location.hash.slice(1),f=document.getElementById("f-code");if(c&&f&&!f.value){f.value=c;history.replaceState(null,"",location.pathname)}})();
