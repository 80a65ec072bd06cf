// Modules of a page without menu.
import "anlan/web/theme-switch.js";
