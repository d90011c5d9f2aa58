package org.elasticsearch.xpack.esql.arrow;

import java.util.Set;
import org.elasticsearch.xcontent.MediaType;

/** Of a module that is not on Maven Central. ES|QL lists it among its formats; nobody asks for it. */
public final class ArrowFormat implements MediaType {
  public static final ArrowFormat INSTANCE = new ArrowFormat();

  @Override
  public String queryParameter() {
    return "arrow";
  }

  @Override
  public Set<HeaderValue> headerValues() {
    return Set.of(new HeaderValue("application/vnd.apache.arrow.stream"));
  }
}
