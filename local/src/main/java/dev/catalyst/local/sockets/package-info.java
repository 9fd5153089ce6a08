/** API Gateway's WebSocket API in front of the functions, and its management API. */
package dev.catalyst.local.sockets;
