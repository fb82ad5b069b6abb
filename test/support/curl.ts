/** Sends the request of a printed curl line, taken apart as a shell would: words, and texts in single quotes. */
export async function statusOfCurl(line: string): Promise<number> {
  const words = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare!);
  const headers: Record<string, string> = {};
  let body: string | undefined;
  let target = '';
  for (let index = 1; index < words.length; index++) {
    const word = words[index]!;
    if (word === '-H') {
      const [name, value] = words[++index]!.split(/: (.*)/s) as [string, string];
      headers[name] = value;
    } else if (word === '-d') body = words[++index];
    else if (word !== '-s') target = word;
  }
  return (await fetch(target, { headers, ...(body !== undefined && { method: 'POST', body }) })).status;
}
