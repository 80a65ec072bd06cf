// Modules of every page: the frame's own elements, and what happens when a form sent by htmx fails.
import "tabler";
import htmx from "htmx";
import "anlan/web/theme-switch.js";
import "anlan/web/clock-time.js";
import "anlan/web/connection-state.js";
import { notice } from "anlan/web/notices.js";
import { text } from "anlan/web/texts.js";

htmx.on("htmx:sendError", () => notice(text("failed.network"), "danger"));
htmx.on("htmx:responseError", (event) => {
  const status = /** @type {CustomEvent} */ (event).detail.xhr.status;
  if (status === 401) notice(text("failed.session"), "danger");
  else if (status >= 500) notice(text("failed.server"), "danger");
});
// Forms answer 422 with themselves and their errors: show that too.
htmx.on("htmx:beforeSwap", (event) => {
  const detail = /** @type {CustomEvent} */ (event).detail;
  if ([409, 422].includes(detail.xhr.status)) { detail.shouldSwap = true; detail.isError = false; }
});

// What scrolls sideways can be reached and scrolled by keyboard.
const reach = () => {
  for (const box of document.querySelectorAll(".table-responsive")) {
    if (box instanceof HTMLElement) box.tabIndex = box.scrollWidth > box.clientWidth ? 0 : -1;
  }
};
reach();
addEventListener("resize", reach);
htmx.on("htmx:afterSettle", reach);
