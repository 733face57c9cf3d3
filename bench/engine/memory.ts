/** As the server's default, `COMBRAY_MEMORY`. */
export const MEMORY_BYTES = 2 ** 30;
