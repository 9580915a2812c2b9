// SPDX-License-Identifier: MIT
// Dear ImGui's triangles on WebGL 2; see web_renderer.h.
#include "platform/web/web_renderer.h"

#include <GLES3/gl3.h>
#include <imgui.h>

#include <algorithm>
#include <cstddef>

#include "platform/web/js.h"

namespace confab::platform {

namespace {

constexpr char kVertex[] =
    "#version 300 es\n"
    "layout(location=0) in vec2 at;layout(location=1) in vec2 uv;layout(location=2) in vec4 ink;"
    "layout(std140) uniform Frame{vec2 scale;};out vec2 v;out vec4 c;"
    "void main(){v=uv;c=ink;gl_Position=vec4(at*scale+vec2(-1,1),0,1);}";
constexpr char kPages[] =
    "#version 300 es\n"
    "precision mediump float;uniform sampler2D page;in highp vec2 v;in vec4 c;out vec4 o;"
    "void main(){o=c*texture(page,v);}";
constexpr char kShapes[] =
    "#version 300 es\n"
    "precision mediump float;in vec4 c;out vec4 o;void main(){o=c;}";

GLuint shader(GLenum kind, const char* source) {
  const GLuint id = glCreateShader(kind);
  glShaderSource(id, 1, &source, nullptr);
  glCompileShader(id);
  return id;
}

}  // namespace

uint32_t WebRenderer::program(const char* fragment) {
  const GLuint vertex = shader(GL_VERTEX_SHADER, kVertex);
  const GLuint pixel = shader(GL_FRAGMENT_SHADER, fragment);
  const GLuint id = glCreateProgram();
  glAttachShader(id, vertex);
  glAttachShader(id, pixel);
  glLinkProgram(id);
  glDeleteShader(vertex);
  glDeleteShader(pixel);
  return id;
}

void WebRenderer::start() {
  shapes_ = program(kShapes);
  pages_ = program(kPages);
  glGenVertexArrays(1, &array_);
  glGenBuffers(1, &vertices_);
  glGenBuffers(1, &indices_);
  glGenBuffers(1, &frame_);
  glBindVertexArray(array_);
  glBindBuffer(GL_ARRAY_BUFFER, vertices_);
  glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, indices_);
  for (GLuint i = 0; i < 3; ++i) glEnableVertexAttribArray(i);
}

bool WebRenderer::compiled() const {
  for (const GLuint program : {shapes_, pages_})
    if (!confab_js_gl_compiled(program)) return false;
  return true;
}

void WebRenderer::forget() { shapes_ = pages_ = vertices_ = indices_ = frame_ = array_ = 0; }

void WebRenderer::stop() {
  glDeleteBuffers(1, &vertices_);
  glDeleteBuffers(1, &indices_);
  glDeleteBuffers(1, &frame_);
  glDeleteVertexArrays(1, &array_);
  glDeleteProgram(shapes_);
  glDeleteProgram(pages_);
  forget();
}

void WebRenderer::pointers(unsigned vertex_offset) {
  const size_t base = vertex_offset * sizeof(ImDrawVert);
  const auto at = [base](size_t member) { return reinterpret_cast<const void*>(base + member); };
  constexpr GLsizei stride = sizeof(ImDrawVert);
  glVertexAttribPointer(0, 2, GL_FLOAT, GL_FALSE, stride, at(offsetof(ImDrawVert, pos)));
  glVertexAttribPointer(1, 2, GL_FLOAT, GL_FALSE, stride, at(offsetof(ImDrawVert, uv)));
  glVertexAttribPointer(2, 4, GL_UNSIGNED_BYTE, GL_TRUE, stride, at(offsetof(ImDrawVert, col)));
}

void WebRenderer::draw(const ImDrawList& list, float scale_x, float scale_y, int width_px,
                       int height_px) {
  static_assert(sizeof(ImDrawIdx) == 2);
  glUseProgram(shapes_);
  // A block, since the first block is at binding 0 unasked; a plain uniform's place must be
  // queried.
  const auto w = static_cast<float>(width_px), h = static_cast<float>(height_px);
  const float scale[4] = {2 * scale_x / w, -2 * scale_y / h, 0, 0};
  glBindBufferBase(GL_UNIFORM_BUFFER, 0, frame_);
  glBufferData(GL_UNIFORM_BUFFER, sizeof scale, scale, GL_STREAM_DRAW);
  glBindVertexArray(array_);
  glBindBuffer(GL_ARRAY_BUFFER, vertices_);
  glEnable(GL_BLEND);
  glBlendFuncSeparate(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA, GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
  glEnable(GL_SCISSOR_TEST);
  glActiveTexture(GL_TEXTURE0);
  glBufferData(GL_ARRAY_BUFFER, list.VtxBuffer.size_in_bytes(), list.VtxBuffer.Data,
               GL_STREAM_DRAW);
  glBufferData(GL_ELEMENT_ARRAY_BUFFER, list.IdxBuffer.size_in_bytes(), list.IdxBuffer.Data,
               GL_STREAM_DRAW);
  GLuint bound = 0;
  unsigned offset = 0;
  pointers(0);
  for (const ImDrawCmd& cmd : list.CmdBuffer) {
    const int x0 = std::max(0, static_cast<int>(cmd.ClipRect.x * scale_x));
    const int y0 = std::max(0, static_cast<int>(cmd.ClipRect.y * scale_y));
    const int x1 = std::min(width_px, static_cast<int>(cmd.ClipRect.z * scale_x + 0.5f));
    const int y1 = std::min(height_px, static_cast<int>(cmd.ClipRect.w * scale_y + 0.5f));
    if (x1 <= x0 || y1 <= y0 || cmd.ElemCount == 0) continue;
    glScissor(x0, height_px - y1, x1 - x0, y1 - y0);
    const auto name = static_cast<GLuint>(cmd.GetTexID());
    if (name != bound) {
      if ((name == 0) != (bound == 0)) glUseProgram(name == 0 ? shapes_ : pages_);
      if (name != 0) glBindTexture(GL_TEXTURE_2D, name);
      bound = name;
    }
    if (cmd.VtxOffset != offset) pointers(offset = cmd.VtxOffset);
    glDrawElements(GL_TRIANGLES, static_cast<GLsizei>(cmd.ElemCount), GL_UNSIGNED_SHORT,
                   reinterpret_cast<const void*>(cmd.IdxOffset * sizeof(ImDrawIdx)));
  }
  glDisable(GL_SCISSOR_TEST);
}

void WebRenderer::draw_page_of_nothing() {
  const uint32_t page = confab_js_page_create(1, 1);
  if (page == 0) return;
  pointers(0);
  glUseProgram(pages_);
  glBindTexture(GL_TEXTURE_2D, page);
  glEnable(GL_SCISSOR_TEST);
  glScissor(0, 0, 1, 1);
  glDrawElements(GL_TRIANGLES, 6, GL_UNSIGNED_SHORT, nullptr);
  glDisable(GL_SCISSOR_TEST);
  confab_js_page_destroy(page);
}

}  // namespace confab::platform
