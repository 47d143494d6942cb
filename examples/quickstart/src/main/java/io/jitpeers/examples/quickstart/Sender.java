package io.jitpeers.examples.quickstart;

import io.jitpeers.examples.simulation.Loopback;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Sends single datagrams to the gateway, with only a few under way at a time. Otherwise a full
 * socket buffer could drop datagrams, and the counts would be too low.
 */
final class Sender {
  private static final int IN_FLIGHT = 32;

  /**
   * The number of the first unknown client. It is above the numbers of all known clients, so that
   * unknown and known clients have different addresses.
   */
  private static final int FIRST_STRANGER = 100_000;

  private final UdpGateway gateway;
  private final Loopback loopback;
  private long receivedBefore;
  private int inFlight;
  private int strangers;

  Sender(UdpGateway gateway, Loopback loopback) {
    this.gateway = gateway;
    this.loopback = loopback;
  }

  /** Sends from an address that was not used before. */
  void send(byte[] datagram) throws ClaimFailedException, InterruptedException {
    send(datagram, loopback.client(FIRST_STRANGER + strangers++));
  }

  void send(byte[] datagram, InetAddress from) throws ClaimFailedException, InterruptedException {
    if (inFlight == 0) {
      receivedBefore = received();
    }
    try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(from, 0))) {
      socket.send(
          new DatagramPacket(datagram, datagram.length, gateway.asClientsKnowIt().address()));
    } catch (IOException e) {
      throw new ClaimFailedException("datagrams can be sent over UDP", e);
    }
    if (++inFlight == IN_FLIGHT) {
      Claims.await(
          () -> received() - receivedBefore >= IN_FLIGHT,
          "the gateway receives what is sent to it");
      inFlight = 0;
    }
  }

  private long received() {
    return gateway.source().statistics().received();
  }
}
