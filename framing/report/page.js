(function () {
  "use strict";
  document.documentElement.classList.add("js");

  // Tables: a button in every heading sorts, by pointer and by keyboard.
  document.querySelectorAll("table.sort thead th").forEach(function (th) {
    var button = document.createElement("button");
    button.type = "button";
    while (th.firstChild) button.appendChild(th.firstChild);
    th.appendChild(button);
    th.setAttribute("aria-sort", "none");
    button.addEventListener("click", function () { sort(th); });
  });

  function value(cell, number) {
    if (!cell) return number ? NaN : "";
    var raw = cell.getAttribute("data-v");
    if (number) return raw === null || raw === "" ? NaN : parseFloat(raw);
    return raw !== null ? raw : cell.textContent.trim();
  }

  function sort(th) {
    var row = th.parentNode, body = th.closest("table").tBodies[0];
    var at = Array.prototype.indexOf.call(row.children, th);
    var number = th.classList.contains("num") || th.classList.contains("order");
    var now = th.getAttribute("aria-sort");
    var up = now === "none" ? !th.classList.contains("num") : now === "descending";
    Array.prototype.forEach.call(row.children, function (other) { other.setAttribute("aria-sort", "none"); });
    th.setAttribute("aria-sort", up ? "ascending" : "descending");
    var sign = up ? 1 : -1;
    Array.prototype.slice.call(body.rows).map(function (tr, k) {
      return { tr: tr, k: k, v: value(tr.cells[at], number) };
    }).sort(function (a, b) {
      if (number) {
        var x = isNaN(a.v), y = isNaN(b.v);
        if (x || y) return x - y || a.k - b.k;   // what is missing stands last either way
        return sign * (a.v - b.v) || a.k - b.k;
      }
      return sign * String(a.v).localeCompare(String(b.v), "en") || a.k - b.k;
    }).forEach(function (one) { body.appendChild(one.tr); });
  }

  // Numbers: a link opens its list of sentences and shows only those behind it.
  var back = null;

  function show(list, keys, told, from) {
    var lines = list.querySelectorAll("li"), wanted = keys ? keys.split(" ") : [], n = 0;
    lines.forEach(function (line) {
      var mine = (line.getAttribute("data-k") || "").split(" ");
      var fits = wanted.every(function (key) { return mine.indexOf(key) >= 0; });
      line.hidden = !fits;
      if (fits) n += 1;
    });
    list.open = true;
    var note = list.querySelector(".picked");
    note.hidden = !told && !wanted.length;
    note.querySelector(".told").textContent = (told ? told + ". " : "") + (wanted.length
      ? "Shown: " + n + " of " + lines.length + (n ? "." : "; the others are in the folder’s tables.") : "");
    note.querySelector(".all").hidden = n === lines.length;
    back = from || null;
    note.querySelector(".back").hidden = !back;
    list.querySelector("summary").focus();
    list.scrollIntoView();
  }

  function told(link) {
    var cell = link.closest("td, th"), table = link.closest("table");
    if (!cell || !table) return "";
    var heads = table.tHead.rows[0].cells, row = cell.parentNode.cells;
    var names = Array.prototype.filter.call(row, function (c) { return c !== cell && !c.classList.contains("num"); })
      .slice(0, 2).map(function (c) { return c.textContent.trim(); });
    var head = heads[Array.prototype.indexOf.call(row, cell)].textContent.trim();
    return names.concat([head]).join(" · ") + ": " + link.textContent.trim();
  }

  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest("a[href^='#']");
    if (link) {
      var list = document.getElementById(link.getAttribute("href").slice(1));
      if (list && list.tagName === "DETAILS") {
        event.preventDefault();
        history.pushState(null, "", link.getAttribute("href"));
        if (list.classList.contains("list")) show(list, link.getAttribute("data-f") || "", told(link), link);
        else { list.open = true; list.scrollIntoView(); }
      }
      return;
    }
    var button = event.target.closest && event.target.closest("button");
    if (!button) return;
    if (button.classList.contains("all")) show(button.closest("details"), "", "All lines are shown", back);
    if (button.classList.contains("back") && back) {
      for (var around = back.closest("details"); around; around = around.parentNode.closest("details")) around.open = true;
      back.focus();
      back.scrollIntoView({ block: "center" });
    }
    if (button.classList.contains("copy") && navigator.clipboard) {
      navigator.clipboard.writeText(document.getElementById(button.getAttribute("data-of")).textContent.trim())
        .then(function () { button.textContent = "Copied"; });
    }
  });

  function open() {
    var there = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (there && there.tagName === "DETAILS") { there.open = true; there.scrollIntoView(); }
  }
  window.addEventListener("hashchange", open);
  open();
})();
