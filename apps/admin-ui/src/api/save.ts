const KEPT_MS = 60_000;

/** Saves an answer as a file as it comes; the browser keeps what is large on its disk. @returns bytes */
export async function save(response: Response, name: string, onProgress: (bytes: number) => void): Promise<number> {
  let bytes = 0;
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      bytes += chunk.byteLength;
      onProgress(bytes);
      controller.enqueue(chunk);
    },
  });
  const blob = await new Response(response.body!.pipeThrough(counter)).blob();
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
  return bytes;
}
