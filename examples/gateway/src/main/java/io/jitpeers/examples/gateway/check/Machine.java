package io.jitpeers.examples.gateway.check;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Provides the checks with access to the machine. Tests use a fake. */
public interface Machine {

  /**
   * Reads a file of the kernel.
   *
   * @param path such as {@code /proc/self/status}
   * @return its text
   * @throws IOException if it cannot be read
   */
  String read(String path) throws IOException;

  /**
   * Returns whether an interface of this process's network namespace is up.
   *
   * @param name the interface
   * @return whether it exists and is up
   * @throws IOException if that cannot be determined
   */
  boolean isUp(String name) throws IOException;

  /**
   * Listens on an address for a moment.
   *
   * @param address the address
   * @throws IOException if that is not possible
   */
  void listen(InetSocketAddress address) throws IOException;

  /**
   * Runs a program and returns its output.
   *
   * @param command its name and arguments
   * @return its output
   * @throws IOException if it cannot be run, takes more than 10 s or fails
   */
  String run(List<String> command) throws IOException;

  /**
   * Returns this machine.
   *
   * @return the machine that this JVM runs on
   */
  static Machine here() {
    return new Machine() {
      @Override
      public String read(String path) throws IOException {
        return Files.readString(Path.of(path));
      }

      @Override
      public boolean isUp(String name) throws IOException {
        NetworkInterface found = NetworkInterface.getByName(name);
        return found != null && found.isUp();
      }

      @Override
      public void listen(InetSocketAddress address) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
          socket.bind(address);
        }
      }

      @Override
      public String run(List<String> command) throws IOException {
        return Programs.output(command, Duration.ofSeconds(10));
      }
    };
  }
}
