// Tabler's module is imported for its effect only (drop-downs, the phone menu).
export {};
