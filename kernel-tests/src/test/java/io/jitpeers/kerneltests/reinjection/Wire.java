package io.jitpeers.kerneltests.reinjection;

import io.jitpeers.kerneltests.support.NetNamespace;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * A gateway with strict reverse path filters, and a client, each in its own namespace. The gateway
 * counts the UDP datagrams that it sends on the link.
 */
final class Wire implements AutoCloseable {
  static final int PORT = 51820;
  static final String GATEWAY_4 = "192.0.2.1";
  static final String GATEWAY_6 = "2001:db8::1";
  static final String CLIENT_4 = "192.0.2.2";
  static final String CLIENT_6 = "2001:db8::2";

  private static final int PATIENCE_MILLIS = 120_000;

  final NetNamespace gateway = NetNamespace.create("gateway");
  final NetNamespace client = NetNamespace.create("client");

  private Wire() {}

  static Wire create() {
    Wire made = new Wire();
    try {
      made.setUp();
      return made;
    } catch (Error e) {
      made.close();
      throw e;
    }
  }

  private void setUp() {
    gateway.connect("eth0", GATEWAY_4 + "/24", client, CLIENT_4 + "/24");
    gateway.addAddress("eth0", GATEWAY_6 + "/64");
    client.addAddress("eth0", CLIENT_6 + "/64");
    for (String device : new String[] {"all", "default", "lo", "eth0"}) {
      gateway.run("sysctl", "-qw", "net.ipv4.conf." + device + ".rp_filter=1");
    }
    gateway
        .commands()
        .reading(
            """
            table inet jit {
              chain leaving {
                type filter hook postrouting priority 0
                oifname "eth0" meta l4proto udp counter
              }
            }
            """)
        .run("nft", "-f", "-");
  }

  /** Returns how many UDP datagrams the gateway sent on the link. */
  int left() {
    String text = gateway.run("nft", "list", "chain", "inet", "jit", "leaving");
    return Integer.parseInt(text.replaceAll("(?s).*counter packets ([0-9]+).*", "$1"));
  }

  /** Opens a socket at an address of the gateway. */
  DatagramSocket listen(String address, int port) throws Exception {
    return gateway.call(
        () -> {
          DatagramSocket socket = new DatagramSocket(port, InetAddress.getByName(address));
          socket.setSoTimeout(PATIENCE_MILLIS);
          return socket;
        });
  }

  /** Returns the next datagram that a socket receives. */
  static DatagramPacket receive(DatagramSocket socket) throws Exception {
    DatagramPacket packet = new DatagramPacket(new byte[2000], 2000);
    socket.receive(packet);
    return packet;
  }

  /** Returns a datagram that looks like an initiation and is unique to the number. */
  static ByteBuffer initiation(int number) {
    return ByteBuffer.allocate(148).put(0, (byte) 1).putInt(4, number).putInt(144, ~number);
  }

  static ByteBuffer payload(DatagramPacket packet) {
    return ByteBuffer.wrap(packet.getData(), packet.getOffset(), packet.getLength());
  }

  static InetSocketAddress at(String address, int port) {
    return new InetSocketAddress(address, port);
  }

  @Override
  public void close() {
    client.close();
    gateway.close();
  }
}
