"use strict";
// Runs before textual.js, which reads the address and the size of the letters when everything is loaded.

// Nothing in the address is for the program shown, and no page elsewhere is opened from here.
if (window.location.search) {
  window.history.replaceState(null, "", "/");
}
window.open = () => null;

document.addEventListener("DOMContentLoaded", () => {
  // Letters as large as the screen allows, with room for 80 of them in a row where there can be.
  const wide = Math.floor((window.innerWidth - 16) / 80 / 0.6);
  const high = Math.floor((window.innerHeight - 16) / 24 / 1.4);
  const size = Math.max(14, Math.min(22, wide, high));
  document.getElementById("terminal").dataset.fontSize = String(size);
  document.getElementById("again").addEventListener("click", () => window.location.reload());
});
