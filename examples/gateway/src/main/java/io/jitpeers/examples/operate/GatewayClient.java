package io.jitpeers.examples.operate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends commands to a gateway. Uses no proxy and follows no redirects, so that the token reaches
 * only the given address.
 */
final class GatewayClient {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final JsonFactory JSON = new JsonFactory();

  private final GatewayAddress address;
  private final String token;
  private final Path tokenFile;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(PATIENCE)
          .proxy(HttpClient.Builder.NO_PROXY)
          .build();

  /**
   * Creates a client.
   *
   * @param token the operator's token
   * @param tokenFile the file that the token came from, for messages
   */
  GatewayClient(GatewayAddress address, String token, Path tokenFile) {
    this.address = address;
    this.token = token;
    this.tokenFile = tokenFile;
  }

  /** Returns the names of the gateway's interfaces. */
  List<String> interfaces() throws RefusedException, InterruptedException {
    HttpResponse<String> answer = send(HttpRequest.newBuilder(address.health()).GET());
    try (JsonParser json = JSON.createParser(answer.body())) {
      return fieldNames(json, "interfaces");
    } catch (IOException e) {
      throw new RefusedException(
          "what answers at " + address + " is no gateway; name its gateway.status-address", e);
    }
  }

  /**
   * Reads the given field, whose value is an object, and returns the names of this object's fields.
   */
  private static List<String> fieldNames(JsonParser json, String of) throws IOException {
    List<String> names = new ArrayList<>();
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new IOException("no JSON object");
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean wanted = json.currentName().equals(of);
      JsonToken value = json.nextToken();
      if (!wanted || value != JsonToken.START_OBJECT) {
        json.skipChildren();
        continue;
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        names.add(json.currentName());
        json.nextToken();
        json.skipChildren();
      }
      return names;
    }
    throw new IOException("no field " + of);
  }

  /**
   * Sends a command and returns its result.
   *
   * @param query empty, or a question mark and parameters
   * @param asJson whether the result is to be JSON instead of text
   */
  String command(String interfaceName, String command, String query, boolean asJson)
      throws RefusedException, InterruptedException {
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(address.command(interfaceName, command, query))
                .header("Authorization", "Bearer " + token)
                .header("Accept", asJson ? "application/json" : "text/plain")
                .POST(HttpRequest.BodyPublishers.noBody()));
    if (answer.statusCode() == HttpURLConnection.HTTP_OK) {
      return answer.body().stripTrailing();
    }
    throw new RefusedException(refusal(answer.statusCode(), answer.body().strip()));
  }

  private String refusal(int status, String said) {
    return switch (status) {
      case HttpURLConnection.HTTP_UNAUTHORIZED ->
          "the gateway at "
              + address
              + " does not accept the token in "
              + tokenFile
              + "; use the file that its gateway.operator-token-file names (the gateway reads it"
              + " only when it starts)";
      case HttpURLConnection.HTTP_BAD_METHOD ->
          "the gateway at "
              + address
              + " takes no commands; start it with --operator-token-file (gateway.operator-token-file)";
      default -> said.isEmpty() ? "the gateway answered with status " + status : said;
    };
  }

  private static String reason(IOException failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws RefusedException, InterruptedException {
    try {
      return http.send(
          request.timeout(PATIENCE).build(),
          HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    } catch (IOException e) {
      String why = e instanceof ConnectException ? "it cannot be connected to" : reason(e);
      throw new RefusedException(
          "no gateway answers at "
              + address
              + " ("
              + why
              + "); is it running, and is this its status address? Name another one with"
              + " --status-address",
          e);
    }
  }
}
