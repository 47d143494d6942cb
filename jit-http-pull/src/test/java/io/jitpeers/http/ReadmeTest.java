package io.jitpeers.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.Tai64n;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedding example in README compiles unchanged, and works as described. */
class ReadmeTest {
  private static final String AROUND =
      """
      import io.jitpeers.*;
      import io.jitpeers.eviction.*;
      import io.jitpeers.http.*;
      import io.jitpeers.source.*;
      import io.jitpeers.store.*;
      import io.jitpeers.wireguard.*;
      import java.net.*;
      import java.nio.ByteBuffer;
      import java.time.Duration;
      import java.util.function.Consumer;

      public class ReadmeExample {
        public interface DataPlane {
          void receive(ByteBuffer datagram);
        }

        public static AutoCloseable run(
            PrivateKey gatewayKey, URI controlPlane, ByteBuffer datagram,
            InetSocketAddress clientAddress, InetSocketAddress gatewayAddress,
            Consumer<ByteBuffer> receiver) throws Exception {
          DataPlane dataPlane = receiver::accept;
      %s
          return jit;
        }
      }
      """;

  @TempDir Path directory;

  @Test
  void theEmbeddingExampleProvisionsAPeer() throws Exception {
    String example = example();
    assertThat(example.lines().count()).as("lines of the example").isLessThanOrEqualTo(15);
    SecureRandom random = new SecureRandom();
    PrivateKey gateway = PrivateKey.generate(random);
    PrivateKey client = PrivateKey.generate(random);
    HttpServer server = controlPlane(client);
    CompletableFuture<ByteBuffer> received = new CompletableFuture<>();
    Consumer<ByteBuffer> receiver = received::complete;
    byte[] datagram =
        FakeClient.of(client, gateway.publicKey(), random)
            .initiation(Tai64n.of(Instant.parse("2026-01-01T00:00:00Z")), 7);
    try (URLClassLoader loader = compile(example);
        AutoCloseable running =
            (AutoCloseable)
                loader
                    .loadClass("ReadmeExample")
                    .getMethods()[0]
                    .invoke(
                        null,
                        gateway,
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                        ByteBuffer.wrap(datagram),
                        new InetSocketAddress("198.51.100.7", 40000),
                        new InetSocketAddress("192.0.2.1", 51820),
                        receiver)) {
      assertThat(running).isNotNull();
      ByteBuffer back = received.get(60, TimeUnit.SECONDS);
      assertThat(back).isEqualTo(ByteBuffer.wrap(datagram));
    } finally {
      server.stop(0);
    }
  }

  private static String example() throws Exception {
    String readme = Files.readString(Path.of("..", "README.md"));
    Matcher block = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL).matcher(readme);
    assertThat(block.find()).as("README has a Java example").isTrue();
    return block.group(1);
  }

  private URLClassLoader compile(String example) throws Exception {
    Path source = directory.resolve("ReadmeExample.java");
    Files.writeString(source, AROUND.formatted(example));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter complaints = new StringWriter();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      List<String> options =
          List.of("-classpath", System.getProperty("java.class.path"), "-d", directory.toString());
      boolean compiled =
          compiler
              .getTask(complaints, files, null, options, null, files.getJavaFileObjects(source))
              .call();
      assertThat(compiled).as(complaints.toString()).isTrue();
    }
    return new URLClassLoader(
        new URL[] {directory.toUri().toURL()}, ReadmeTest.class.getClassLoader());
  }

  private static HttpServer controlPlane(PrivateKey client) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] body =
        """
        {"version": 1, "public_key": "%s", "allowed_ips": ["10.0.0.1/32"]}
        """
            .formatted(client.publicKey().toBase64())
            .getBytes(StandardCharsets.UTF_8);
    server.createContext(
        "/peer/",
        exchange -> {
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }
}
