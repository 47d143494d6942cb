package io.jitpeers.kerneltests.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * README's code in a main program, with a control plane that knows one client. Closing this object
 * closes the program's standard input; then the program closes the gateway and reports that.
 */
final class GatewayProgram implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 300;

  private static final String AROUND =
      """
      import com.sun.net.httpserver.HttpServer;
      import io.jitpeers.*;
      import io.jitpeers.http.*;
      import io.jitpeers.netlink.*;
      import io.jitpeers.pcap.*;
      import java.net.*;

      public class Gateway {
        public static void main(String[] client) throws Exception {
          byte[] config =
              ("{\\"version\\": 1, \\"public_key\\": \\"" + client[0] + "\\","
                  + " \\"allowed_ips\\": [\\"" + client[1] + "\\"]}").getBytes();
          HttpServer server =
              HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
          server.createContext("/peer/", exchange -> {
            exchange.sendResponseHeaders(200, config.length);
            exchange.getResponseBody().write(config);
            exchange.close();
          });
          server.start();
          URI controlPlane = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
      %s
          System.out.println("started");
          System.in.read();
          System.out.println(jit.statistics());
          jit.close();
          server.stop(0);
          System.out.println("closed");
        }
      }
      """;

  private final Process process;
  private final BufferedReader output;

  private GatewayProgram(Process process) {
    this.process = process;
    this.output = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Compiles the code into a folder. */
  static void compile(String code, Path folder) throws IOException {
    Path source = folder.resolve("Gateway.java");
    Files.writeString(source, AROUND.formatted(code));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter complaints = new StringWriter();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      List<String> options = List.of("-classpath", classPath(), "-d", folder.toString());
      boolean compiled =
          compiler
              .getTask(complaints, files, null, options, null, files.getJavaFileObjects(source))
              .call();
      assertThat(compiled).as(complaints.toString()).isTrue();
    }
  }

  /** Starts it in a namespace, and waits until the gateway has started. */
  static GatewayProgram start(String namespace, Path folder, String... client) throws Exception {
    List<String> command =
        new java.util.ArrayList<>(
            List.of(
                "ip",
                "netns",
                "exec",
                namespace,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                folder + File.pathSeparator + classPath(),
                "Gateway"));
    command.addAll(List.of(client));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    GatewayProgram program = new GatewayProgram(process);
    try {
      program.awaitLine("started");
      return program;
    } catch (Exception | AssertionError e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static String classPath() {
    return System.getProperty("java.class.path");
  }

  /** Ends it, and returns its output in the meantime. */
  String stop() throws Exception {
    process.getOutputStream().close();
    String printed = awaitLine("closed");
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    return printed;
  }

  private String awaitLine(String wanted) throws Exception {
    StringBuilder printed = new StringBuilder();
    CompletableFuture<Boolean> found =
        CompletableFuture.supplyAsync(
            () -> readUntil(wanted, printed), task -> new Thread(task).start());
    assertThat(found.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).as(printed.toString()).isTrue();
    return printed.toString();
  }

  private boolean readUntil(String wanted, StringBuilder printed) {
    try {
      String line = output.readLine();
      while (line != null) {
        printed.append(line).append('\n');
        if (line.equals(wanted)) {
          return true;
        }
        line = output.readLine();
      }
      return false;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
