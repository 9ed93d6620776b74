export interface McpServer {
  readonly name: string;
  readonly tool: string;
  /** What is done at a call of it, in the shell; its id is `$id`. */
  readonly called: string;
  /** What is done with an answer of Claude's to a request of the server's own. */
  readonly answered?: string;
}

/** A stdio server with one tool, in nothing but a shell. */
export function mcpServer({ name, tool, called, answered = ":" }: McpServer): string {
  const info = { protocolVersion: "2025-06-18", capabilities: { tools: {} }, serverInfo: { name, version: "1.0.0" } };
  const tools = [{ name: tool, description: `${tool}s`, inputSchema: { type: "object", properties: {} } }];
  const reply = (result: unknown) =>
    `jq -cn --argjson id "$id" '{jsonrpc:"2.0",id:$id,result:${JSON.stringify(result)}}'`;
  return `#!/bin/bash
while read -r line; do
  id=$(jq -c '.id' <<<"$line")
  case $(jq -r '.method // empty' <<<"$line") in
    initialize) ${reply(info)} ;;
    tools/list) ${reply({ tools })} ;;
    tools/call) ${called} ;;
    ping) ${reply({})} ;;
    "") ${answered} ;;
  esac
done
`;
}
