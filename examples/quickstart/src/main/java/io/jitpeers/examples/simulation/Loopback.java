package io.jitpeers.examples.simulation;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loopback addresses for many clients. Linux accepts all of 127.0.0.0/8; other systems accept only
 * 127.0.0.1. Immutable and thread-safe.
 */
public final class Loopback {
  private static final Logger log = LoggerFactory.getLogger(Loopback.class);
  private static final int GATEWAY = 0x7F000001;
  private static final int FIRST_CLIENT = 0x7F010001;

  private final boolean many;

  private Loopback(boolean many) {
    this.many = many;
  }

  /**
   * Detects which addresses this system accepts.
   *
   * @return its loopback addresses
   */
  public static Loopback detect() {
    try (DatagramSocket probe =
        new DatagramSocket(new InetSocketAddress(address(FIRST_CLIENT), 0))) {
      return new Loopback(probe.isBound());
    } catch (IOException e) {
      log.debug("this system has one loopback address only", e);
      return new Loopback(false);
    }
  }

  /**
   * Returns whether each client can have its own address.
   *
   * @return false if all clients share the gateway's address
   */
  public boolean hasMany() {
    return many;
  }

  /**
   * Returns the gateway's address.
   *
   * @return 127.0.0.1
   */
  public InetAddress gateway() {
    return address(GATEWAY);
  }

  /**
   * Returns a client's address.
   *
   * @param number the client's number, 0 to a million
   * @return an address from 127.1.0.1 on, or the gateway's address if this system accepts no other
   *     loopback address
   */
  public InetAddress client(int number) {
    return many ? address(FIRST_CLIENT + number) : gateway();
  }

  private static InetAddress address(int bits) {
    try {
      return InetAddress.getByAddress(ByteBuffer.allocate(4).putInt(bits).array());
    } catch (UnknownHostException e) {
      throw new AssertionError("four bytes are always an address", e);
    }
  }
}
