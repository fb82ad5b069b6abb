/** @param {number} bytes */
export const mebibytes = (bytes) => (bytes / 1024 / 1024).toFixed(1);
