// Short notices in the corner, read out by screen readers.

/**
 * Show a notice; it leaves after ten seconds or when closed.
 * @param {string} message
 * @param {"success" | "info" | "warning" | "danger"} [kind]
 */
export function notice(message, kind = "info") {
  const corner = document.getElementById("notices");
  if (!corner) return;
  const box = document.createElement("div");
  box.className = `alert alert-${kind} alert-important notice`;
  box.textContent = message;
  box.addEventListener("click", () => box.remove());
  corner.append(box);
  setTimeout(() => box.remove(), 10_000);
}
